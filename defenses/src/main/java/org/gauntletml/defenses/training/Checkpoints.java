package org.gauntletml.defenses.training;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.WholeFile;
import org.gauntletml.models.bundled.ModelZip;
import org.gauntletml.models.dl4j.TrainableNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The folder of a training run: {@value #LAST}, from which it goes on, and {@value #BEST}, the
 * network of the highest robust validation accuracy as a Deeplearning4j zip. Each file is replaced
 * in one move.
 *
 * @param job what is trained, how and on what; a run of another job is not taken up
 */
public record Checkpoints(Path folder, String job) {
  /** Parameters, updater state and history after the last epoch. */
  public static final String LAST = "last.checkpoint";

  /** The best network so far. */
  public static final String BEST = "best.zip";

  private static final String VERSION = "gauntlet training 1";
  private static final String FACTS = "run.txt";
  private static final String PARAMETERS = "parameters.bin";
  private static final String UPDATER = "updater.bin";

  /** Whether there is something to go on from. */
  public boolean exist() {
    return Files.isRegularFile(folder.resolve(LAST));
  }

  /** Keeps the network as it is after the last epoch of the history. */
  public void save(History history, TrainableNetwork network) throws IOException {
    Files.createDirectories(folder);
    if (history.best().equals(history.last())) {
      ByteArrayOutputStream zip = new ByteArrayOutputStream();
      ModelZip.write(network.network(), zip);
      WholeFile.replace(folder.resolve(BEST), zip.toByteArray());
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, FACTS, facts(history, network).getBytes(StandardCharsets.UTF_8));
      put(zip, PARAMETERS, floats(network.parameters()));
      if (network.updater().state().isPresent()) {
        put(zip, UPDATER, floats(network.updater().state().get()));
      }
    }
    WholeFile.replace(folder.resolve(LAST), bytes.toByteArray());
  }

  /**
   * Puts the network where the last checkpoint was.
   *
   * @return the epochs until then; none where there is no checkpoint
   * @throws BadInput if the checkpoint is of another job, network or version, or damaged
   */
  public History restore(TrainableNetwork network) throws IOException {
    if (!exist()) {
      return History.NONE;
    }
    String who = folder.resolve(LAST).toString();
    try (ZipFile zip = new ZipFile(folder.resolve(LAST).toFile())) {
      List<String> facts =
          new String(read(who, zip, FACTS), StandardCharsets.UTF_8).lines().toList();
      if (facts.size() < 4 || !facts.get(0).equals(VERSION)) {
        throw BadInput.of(
                who, "a checkpoint of this version", facts.isEmpty() ? "none" : facts.get(0))
            .hint("--overwrite starts anew");
      }
      if (!facts.get(1).equals(job)) {
        throw BadInput.of(who, "a checkpoint of this very job: " + job, facts.get(1))
            .hint("--overwrite starts anew");
      }
      assign(who, network.parameters(), read(who, zip, PARAMETERS));
      if (network.updater().state().isPresent()) {
        assign(who, network.updater().state().get(), read(who, zip, UPDATER));
      }
      network.updater().moveTo(Integer.parseInt(facts.get(2)), Integer.parseInt(facts.get(3)));
      network.changed();
      return new History(facts.stream().skip(4).map(Checkpoints::epoch).toList());
    } catch (ZipException | NumberFormatException damaged) {
      throw BadInput.of(who, "an intact checkpoint", "a damaged file")
          .hint("--overwrite starts anew");
    }
  }

  private String facts(History history, TrainableNetwork network) {
    StringBuilder text = new StringBuilder();
    for (Object line :
        List.of(VERSION, job, network.updater().iterations(), network.updater().epochs())) {
      text.append(line).append('\n');
    }
    for (History.Epoch epoch : history.epochs()) {
      text.append(
          "%d %s %s %s%n"
              .formatted(epoch.number(), epoch.loss(), epoch.clean(), epoch.robust())
              .replace("\r", ""));
    }
    return text.toString();
  }

  private static History.Epoch epoch(String line) {
    String[] parts = line.split(" ", -1);
    if (parts.length != 4) {
      throw new NumberFormatException(line);
    }
    return new History.Epoch(
        Integer.parseInt(parts[0]),
        Double.parseDouble(parts[1]),
        Double.parseDouble(parts[2]),
        Double.parseDouble(parts[3]));
  }

  private static byte[] read(String who, ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw BadInput.of(who, "a checkpoint with " + name, "none").hint("--overwrite starts anew");
    }
    return zip.getInputStream(entry).readAllBytes();
  }

  private static void assign(String who, INDArray to, byte[] bytes) {
    if (bytes.length != to.length() * Float.BYTES) {
      throw BadInput.of(
              who, to.length() + " numbers of this network", bytes.length / Float.BYTES + "")
          .hint("The checkpoint is of another architecture");
    }
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    to.data().asNioFloat().put(values);
  }

  private static byte[] floats(INDArray array) {
    float[] values = new float[Math.toIntExact(array.length())];
    array.data().asNioFloat().get(values);
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(java.time.LocalDateTime.of(1980, 1, 1, 0, 0));
    zip.putNextEntry(entry);
    zip.write(content);
  }
}

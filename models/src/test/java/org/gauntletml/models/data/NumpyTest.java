package org.gauntletml.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gauntletml.models.data.Refusals.assertRefused;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** NPY and NPZ, against arrays.npz, which NumPy wrote (see make_fixtures.py beside it). */
class NumpyTest {
  private static final Map<String, byte[]> NUMPY = entries(resource("arrays.npz"));

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "u1",
        "i1",
        "i2_big_endian",
        "i4",
        "i8",
        "f4",
        "f4_fortran",
        "f8_big_endian_fortran"
      })
  void readsWhatNumPyWrote(String name) throws IOException {
    NpyArray array = open(name);

    assertThat(array.shape()).containsExactly(2, 3, 4);
    float[] values = array.floats();
    assertThat(values).hasSize(24);
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isEqualTo(i);
    }
  }

  @Test
  void readsSpecialValues() throws IOException {
    assertThat(open("f4_special").floats())
        .containsExactly(.1f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.MIN_VALUE);
  }

  @Test
  void readsLabels() throws IOException {
    assertThat(open("i4_column").labels()).containsExactly(3, 1, 2);
  }

  @Test
  void refusesWhatIsNoLabelOrNoNumber() {
    assertThatThrownBy(() -> open("one_hot").labels())
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "one_hot: expected labels of shape [N], got [3, 3]. Turn one-hot labels or scores into"
                + " class numbers with y.argmax(axis=1).");
    assertThatThrownBy(() -> open("f4_special").labels())
        .isInstanceOf(BadInput.class)
        .hasMessage("f4_special, example 0: expected a whole number as label, got 0.1.");
    assertThatThrownBy(() -> open("complex"))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "complex: expected an array of u1, i1, i2, i4, i8, f4, f8, got dtype <c16. Convert it"
                + " in NumPy, e.g. x.astype('float32').");
  }

  @Test
  void writesTheBytesThatNumPyWrites() throws IOException {
    Map<String, byte[]> ours =
        entries(
            new ByteArrayInputStream(
                written(
                    npz -> {
                      npz.put("f4", cube('c'));
                      npz.put("i4_list", new int[] {7, -1, Integer.MAX_VALUE});
                      npz.put(
                          "i4_column",
                          Nd4j.createFromArray(new int[][] {{3}, {1}, {2}}).castTo(DataType.INT32));
                      npz.put(
                          "f4_special",
                          Nd4j.createFromArray(
                              .1f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.MIN_VALUE));
                    })));

    assertThat(ours).hasSize(4);
    ours.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(numpy(name)));
  }

  @Test
  void columnOrderAndViewsAreWrittenByValue() throws IOException {
    byte[] plain = written(npz -> npz.put("x", cube('c')));
    INDArray twice = Nd4j.concat(0, cube('c').mul(9), cube('c'));

    assertThat(written(npz -> npz.put("x", cube('f')))).isEqualTo(plain);
    assertThat(written(npz -> npz.put("x", twice.get(NDArrayIndex.interval(2, 4)))))
        .isEqualTo(plain);
  }

  @Test
  void whatIsWrittenIsReadBackBitByBit() throws IOException {
    INDArray inputs = cube('c').div(24);
    Path npz = folder.resolve("adversarial.npz");
    Files.write(npz, written(w -> putPair(w, inputs, 4, 1)));

    Dataset data = Datasets.load(npz, DataOptions.DEFAULT);

    assertThat(data.inputs().data().asFloat()).containsExactly(inputs.data().asFloat());
    assertThat(data.labels()).containsExactly(4, 1);
  }

  @Test
  void doublesAreNotWritten() {
    assertThatThrownBy(() -> written(npz -> npz.put("x", cube('c').castTo(DataType.DOUBLE))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("x: FLOAT or INT, not DOUBLE");
  }

  @Test
  void readsCompressedArchivesUnderAllNames() throws IOException {
    for (Npy.Names names : Npy.NAMES) {
      Path npz =
          compressed(names.inputs() + ".npy", numpy("f4"), names.labels() + ".npy", labels(2));

      assertThat(Datasets.load(npz, DataOptions.DEFAULT.scaledBy(23)).labels())
          .containsExactly(0, 0);
    }
  }

  @Test
  void readsTwoFilesSideBySide() throws IOException {
    Path x = Files.write(folder.resolve("x_test.npy"), numpy("f8_big_endian_fortran"));
    Files.write(folder.resolve("y_test.npy"), labels(2));
    DataOptions options = DataOptions.DEFAULT.scaledBy(23);

    Dataset data = Datasets.load(x, options);

    assertThat(data.inputs().getDouble(1, 2, 3)).isEqualTo(1);
    assertThat(data.sha256()).isEqualTo(Datasets.load(folder, options).sha256());
  }

  @Test
  void refusesAnArchiveOfOtherThings() throws IOException {
    Path zip = compressed("configuration.json", new byte[2], "coefficients.bin", new byte[2]);

    assertRefused(
        zip,
        zip
            + ": expected arrays called x and y, got [coefficients.bin, configuration.json]. In"
            + " NumPy: np.savez(file, x=inputs, y=labels).");
  }

  @Test
  void refusesInputsWithoutLabels() throws IOException {
    Path x = Files.write(folder.resolve("x.npy"), numpy("f4"));

    assertRefused(
        x,
        x
            + ": expected inputs and labels side by side, got no such pair. Name the two .npy files"
            + " x and y, or one of "
            + Npy.NAMES
            + ".");
  }

  @Test
  void refusesDamage() throws IOException {
    byte[] f4 = numpy("f4");
    Path cut = compressed("x.npy", Arrays.copyOf(f4, f4.length - 5), "y.npy", labels(2));
    assertRefused(
        cut,
        cut
            + ", array x.npy: expected at least 224 bytes, got 219. The file is cut short; copy or"
            + " download it again.");
    Path unequal = compressed("x.npy", f4, "y.npy", labels(3));
    assertRefused(
        unequal, unequal + ", array x.npy: expected one label for each of 2 inputs, got 3.");
    Path scalar = compressed("x.npy", numpy("i4_list"), "y.npy", labels(3));
    assertRefused(
        scalar,
        scalar + ", array x.npy: expected inputs of shape [N, ...], N at least 1, got [3].");
    Path archive = Files.write(folder.resolve("broken.npz"), new byte[] {'P', 'K', 3, 4, 5});
    assertThatThrownBy(() -> Datasets.load(archive, DataOptions.DEFAULT))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(archive + ": expected a complete compressed file, got ")
        .hasMessageEndingWith("copy or download it again.");
  }

  @Test
  void refusesNaN() throws IOException {
    Path npz = folder.resolve("nan.npz");
    INDArray inputs = cube('c').div(24);
    inputs.putScalar(17, Float.NaN);
    Files.write(npz, written(w -> putPair(w, inputs, 0, 0)));

    assertRefused(
        npz,
        npz
            + ", array x.npy, example 1, feature 5: expected a finite number, got NaN. Repair or"
            + " drop the example; nothing is guessed in its place.");
  }

  @Test
  void writesRowsHeldApartLikeOneArray() throws IOException {
    List<float[]> rows = List.of(new float[] {0, 1, 2, 3, 4, 5}, new float[] {6, 7, 8, 9, 10, 11});
    INDArray whole = Nd4j.arange(12).castTo(DataType.FLOAT).reshape('c', 2, 3, 2);

    assertThat(written(npz -> npz.put("x", rows, 3, 2)))
        .isEqualTo(written(npz -> npz.put("x", whole)));
    byte[] none = written(npz -> npz.put("x", List.of(), 3, 2));
    assertThat(new String(none, StandardCharsets.ISO_8859_1)).contains("'shape': (0, 3, 2)");
    assertThatThrownBy(() -> written(npz -> npz.put("x", rows, 5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("x: rows of 5, not 6");
  }

  private static void putPair(NpzWriter npz, INDArray inputs, int... labels) throws IOException {
    npz.put("x", inputs);
    npz.put("y", labels);
  }

  private static INDArray cube(char order) {
    return Nd4j.arange(24).castTo(DataType.FLOAT).reshape('c', 2, 3, 4).dup(order);
  }

  private static byte[] numpy(String name) {
    byte[] bytes = NUMPY.get(name);
    if (bytes == null) {
      throw new IllegalStateException("arrays.npz holds no " + name);
    }
    return bytes;
  }

  private static NpyArray open(String name) throws IOException {
    return NpyArray.open(DataFile.of(name, new ByteArrayInputStream(numpy(name))));
  }

  private static byte[] labels(int n) throws IOException {
    byte[] npz = written(writer -> writer.put("y", new int[n]));
    return entries(new ByteArrayInputStream(npz)).getOrDefault("y", new byte[0]);
  }

  private Path compressed(String name, byte[] content, String other, byte[] otherContent)
      throws IOException {
    Path path = folder.resolve("compressed.npz");
    try (OutputStream out = Files.newOutputStream(path);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
      zip.putNextEntry(new ZipEntry(other));
      zip.write(otherContent);
    }
    return path;
  }

  private interface Writing {
    void to(NpzWriter npz) throws IOException;
  }

  private static byte[] written(Writing writing) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (NpzWriter npz = new NpzWriter(out)) {
      writing.to(npz);
    }
    return out.toByteArray();
  }

  private static InputStream resource(String name) {
    InputStream in = NumpyTest.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException("no resource " + name);
    }
    return in;
  }

  private static Map<String, byte[]> entries(InputStream npz) {
    Map<String, byte[]> entries = new HashMap<>();
    try (ZipInputStream zip = new ZipInputStream(npz)) {
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        entries.put(e.getName().replace(".npy", ""), zip.readAllBytes());
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return entries;
  }
}

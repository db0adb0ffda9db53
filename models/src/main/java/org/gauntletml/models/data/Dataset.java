package org.gauntletml.models.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Floats;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.tabular.Features;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Labelled examples in the units the model takes. Never empty.
 *
 * <p>Ownership: the data set takes over {@code inputs} (the caller gives the array up) and lends it
 * out again through {@link #inputs()}; {@link #labels()} lends its array too. Borrowers read and
 * never write or close. {@link #select} and its kin make new, independent data sets.
 *
 * @param name how reports call it
 * @param spec shape and bounds of one example
 * @param inputs FLOAT {@code [N, spec...]}, every value finite and within the bounds
 * @param labels true class of each example, 0 or more
 * @param ids what each example is called in reports; all different
 * @param classNames one name per class, or empty where nobody named them
 * @param featureNames one name per feature, or empty where nobody named them
 * @param features what rows of a table may be changed to, or null where nobody declared it
 */
public record Dataset(
    String name,
    InputSpec spec,
    INDArray inputs,
    int[] labels,
    List<String> ids,
    List<String> classNames,
    List<String> featureNames,
    @Nullable Features features) {

  /**
   * @throws BadInput if there is no example, if counts disagree, if an input fails {@link
   *     InputSpec#check}, if a label is negative or names no class, or if two examples share an id
   */
  public Dataset {
    ids = List.copyOf(ids);
    classNames = List.copyOf(classNames);
    featureNames = List.copyOf(featureNames);
    if (!featureNames.isEmpty() && featureNames.size() != spec.features()) {
      throw BadInput.of(
          name, "one name for each of " + spec.features() + " features", featureNames.size());
    }
    if (labels.length == 0 || inputs.isEmpty()) {
      throw BadInput.of(name, "at least one example", "none");
    }
    if (inputs.rank() > 0 && inputs.size(0) != labels.length) {
      throw BadInput.of(name, "one label for each of " + inputs.size(0) + " inputs", labels.length);
    }
    if (ids.size() != labels.length) {
      throw BadInput.of(name, "one id for each of " + labels.length + " examples", ids.size());
    }
    spec.check(name, inputs);
    checkLabels(name, labels, classNames);
    checkIds(name, ids);
    inputs = inputs.ordering() == 'c' && !inputs.isView() ? inputs : inputs.dup('c');
    labels = labels.clone();
  }

  /** Nobody declared the features. */
  public Dataset(
      String name,
      InputSpec spec,
      INDArray inputs,
      int[] labels,
      List<String> ids,
      List<String> classNames,
      List<String> featureNames) {
    this(name, spec, inputs, labels, ids, classNames, featureNames, null);
  }

  /** Nobody named the features. */
  public Dataset(
      String name,
      InputSpec spec,
      INDArray inputs,
      int[] labels,
      List<String> ids,
      List<String> classNames) {
    this(name, spec, inputs, labels, ids, classNames, List.of());
  }

  /**
   * The same rows, of which now is known what they may be changed to. Where the columns have names,
   * the features are put into their order.
   *
   * @throws BadInput if the columns are others, or an example breaks what is declared
   */
  public Dataset describedBy(Features declared) {
    if (spec.shape().size() != 1 || spec.features() != declared.size()) {
      throw BadInput.of(name, "rows of " + declared.size() + " declared features", spec);
    }
    Features ordered = featureNames.isEmpty() ? declared : declared.inOrderOf(name, featureNames);
    ordered.check(name, Floats.of(inputs), ids);
    return new Dataset(
        name, ordered.box(), inputs.dup('c'), labels, ids, classNames, ordered.names(), ordered);
  }

  /** Examples that have no names of their own: the ids are the row numbers, from 0. */
  public static Dataset numbered(
      String name, InputSpec spec, INDArray inputs, int[] labels, List<String> classNames) {
    List<String> ids = IntStream.range(0, labels.length).mapToObj(String::valueOf).toList();
    return new Dataset(name, spec, inputs, labels, ids, classNames);
  }

  /** Number of examples. */
  public int size() {
    return labels.length;
  }

  /**
   * The examples of these rows, in this order, as a copy.
   *
   * @param rows each from 0 to {@code size() - 1}, none twice, at least one
   */
  public Dataset select(int[] rows) {
    int width = spec.features();
    FloatBuffer values = inputs.data().asNioFloat();
    float[] chosen = new float[Math.multiplyExact(rows.length, width)];
    for (int i = 0; i < rows.length; i++) {
      values.get(rows[i] * width, chosen, i * width, width);
    }
    return new Dataset(
        name,
        spec,
        Nd4j.create(chosen, spec.batch(rows.length), 'c'),
        IntStream.of(rows).map(row -> labels[row]).toArray(),
        IntStream.of(rows).mapToObj(ids::get).toList(),
        classNames,
        featureNames,
        features);
  }

  /** The first {@code n} examples; all of them where there are no more than {@code n}. */
  public Dataset head(int n) {
    return n >= size() ? this : select(IntStream.range(0, n).toArray());
  }

  /**
   * {@code n} examples drawn without replacement, in their original order; all of them where there
   * are no more than {@code n}. Every row gets one number of a {@link SplittableRandom} stream, in
   * row order, and the rows with the {@code n} smallest numbers are drawn: the same seed draws the
   * same examples, and a smaller sample is part of every larger one of its seed.
   */
  public Dataset sample(int n, long seed) {
    if (n >= size()) {
      return this;
    }
    long[] keys = new SplittableRandom(seed).longs(size()).toArray();
    IntStream drawn =
        IntStream.range(0, size())
            .boxed()
            .sorted(Comparator.comparingLong(row -> keys[row]))
            .mapToInt(Integer::intValue)
            .limit(n);
    return select(drawn.sorted().toArray());
  }

  /** The examples that are not in {@code part}, by their ids, as a copy; at least one. */
  public Dataset without(Dataset part) {
    Set<String> gone = Set.copyOf(part.ids);
    return select(IntStream.range(0, size()).filter(row -> !gone.contains(ids.get(row))).toArray());
  }

  /**
   * Fingerprint of the content for provenance: hexadecimal SHA-256 of all inputs as little-endian
   * float32 in row order followed by all labels as little-endian int32. In NumPy: {@code
   * sha256(x.astype('<f4').tobytes() + y.astype('<i4').tobytes())}.
   */
  public String sha256() {
    MessageDigest digest = sha256Digest();
    FloatBuffer values = inputs.data().asNioFloat();
    int features = spec.features();
    ByteBuffer row = ByteBuffer.allocate(4 * features).order(ByteOrder.LITTLE_ENDIAN);
    for (int n = 0; n < size(); n++) {
      row.asFloatBuffer().put(values.slice(n * features, features));
      digest.update(row.array());
    }
    ByteBuffer classes = ByteBuffer.allocate(4 * size()).order(ByteOrder.LITTLE_ENDIAN);
    classes.asIntBuffer().put(labels);
    return HexFormat.of().formatHex(digest.digest(classes.array()));
  }

  private static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void checkLabels(String name, int[] labels, List<String> classNames) {
    int classes = classNames.isEmpty() ? Integer.MAX_VALUE : classNames.size();
    for (int n = 0; n < labels.length; n++) {
      if (labels[n] < 0 || labels[n] >= classes) {
        String range = classNames.isEmpty() ? "0 or more" : "from 0 to " + (classes - 1);
        throw BadInput.of(name + ", example " + n, "a label " + range, labels[n]);
      }
    }
  }

  private static void checkIds(String name, List<String> ids) {
    Set<String> seen = new HashSet<>();
    for (String id : ids) {
      if (!seen.add(id)) {
        throw BadInput.of(name, "every example once", "id \"" + id + "\" twice");
      }
    }
  }
}

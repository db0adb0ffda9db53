package org.gauntletml.models.tabular;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.NearestName;

/**
 * The columns of a table, in the order of the model's inputs. Changes are measured in shares of
 * each feature's width, so that one epsilon serves years and dollars.
 */
public record Features(List<Feature> all) {
  /**
   * @throws BadInput if there is none, two have one name, or none may be changed
   */
  public Features {
    all = List.copyOf(all);
    Set<String> names = new HashSet<>();
    for (Feature feature : all) {
      if (!names.add(feature.name())) {
        throw BadInput.of("features", "names that differ", feature.name() + " twice");
      }
    }
    if (all.stream().noneMatch(Feature::varies)) {
      throw BadInput.of("features", "at least one that may change", "none")
          .hint("A feature may change if it is mutable and lower is less than upper");
    }
  }

  /** How many there are. */
  public int size() {
    return all.size();
  }

  /** Their names in order. */
  public List<String> names() {
    return all.stream().map(Feature::name).toList();
  }

  /** The places of those that may change, ascending. */
  public int[] varying() {
    return IntStream.range(0, size()).filter(i -> all.get(i).varies()).toArray();
  }

  /** Rows with the widest of the bounds. */
  public InputSpec box() {
    double lower = all.stream().mapToDouble(Feature::lower).min().orElseThrow();
    double upper = all.stream().mapToDouble(Feature::upper).max().orElseThrow();
    return new InputSpec(List.of((long) size()), lower, upper);
  }

  /**
   * The same features in the order of a header.
   *
   * @param who has this header, for messages
   * @throws BadInput if it names other features
   */
  public Features inOrderOf(String who, List<String> header) {
    List<Feature> sorted = new ArrayList<>();
    for (String name : header) {
      sorted.add(
          all.stream()
              .filter(feature -> feature.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () -> NearestName.unknown(who, "columns of declared features", name, names())));
    }
    if (sorted.size() < size()) {
      String missing =
          names().stream().filter(name -> !header.contains(name)).findFirst().orElseThrow();
      throw BadInput.of(who, "a column for each of " + size() + " features", "none for " + missing);
    }
    return new Features(sorted);
  }

  /**
   * Refuses examples that break the declared bounds.
   *
   * @param who has them, for messages
   * @param values row by row
   * @param ids one per row
   * @throws BadInput naming the first example and feature
   */
  public void check(String who, float[] values, List<String> ids) {
    for (int i = 0; i < values.length; i++) {
      Feature feature = all.get(i % size());
      if (!feature.holds(values[i])) {
        throw BadInput.of(
                who + ", example " + ids.get(i / size()) + ", feature " + feature.name(),
                feature.values(),
                values[i])
            .hint("Correct the example, or the bounds in the features file");
      }
    }
  }

  /**
   * What is wrong with a changed row; empty if it keeps to all bounds, holds whole numbers where it
   * has to, and differs only where it may.
   */
  public Optional<String> violation(float[] original, float[] changed) {
    for (int i = 0; i < size(); i++) {
      Feature feature = all.get(i);
      if (!feature.mutable() && original[i] != changed[i]) {
        return Optional.of(
            "feature "
                + feature.name()
                + " may not change from "
                + original[i]
                + " to "
                + changed[i]);
      }
      if (!feature.holds(changed[i])) {
        return Optional.of(
            "feature " + feature.name() + " is " + changed[i] + " and not " + feature.values());
      }
    }
    return Optional.empty();
  }

  /** A change as shares of the features' widths; 0 where a feature has no width. */
  public double[] change(float[] original, float[] changed) {
    double[] shares = new double[size()];
    for (int i = 0; i < shares.length; i++) {
      double difference = (double) changed[i] - original[i];
      shares[i] = difference == 0 ? 0 : difference / all.get(i).width();
    }
    return shares;
  }

  /** For a report: {@code 13, of which 9 may change; 4 hold whole numbers}. */
  @Override
  public String toString() {
    long whole = all.stream().filter(Feature::integer).count();
    return size()
        + ", of which "
        + varying().length
        + " may change"
        + (whole == 0 ? "" : "; " + whole + (whole == 1 ? " holds" : " hold") + " whole numbers");
  }
}

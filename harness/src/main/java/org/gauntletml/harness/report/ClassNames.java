package org.gauntletml.harness.report;

import java.util.List;

/**
 * What classes are called.
 *
 * @param names one per class, or fewer where nobody named them
 */
record ClassNames(List<String> names) {
  /** The given name, or {@code class 3}. */
  String of(int label) {
    return named(label) ? names.get(label) : "class " + label;
  }

  /** The given name, or nothing. */
  String orEmpty(int label) {
    return named(label) ? names.get(label) : "";
  }

  private boolean named(int label) {
    return label >= 0 && label < names.size();
  }
}

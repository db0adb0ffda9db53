package org.gauntletml.models.data;

import java.util.Arrays;

/** A list of floats for files that do not say how many they hold. */
final class FloatList {
  private final String who;
  private float[] values = new float[1024];
  private int size;

  /**
   * @param who named when the list outgrows {@link DataFile#MAX_VALUES} or the memory
   */
  FloatList(String who) {
    this.who = who;
  }

  void add(float value) {
    if (size == values.length) {
      float[] larger = DataFile.allocate(who, 2L * size);
      System.arraycopy(values, 0, larger, 0, size);
      values = larger;
    }
    values[size++] = value;
  }

  float[] toArray() {
    return Arrays.copyOf(values, size);
  }
}

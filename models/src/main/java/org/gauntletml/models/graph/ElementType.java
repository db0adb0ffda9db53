package org.gauntletml.models.graph;

/** What a value holds. The precision of REAL is the runtime's choice, not the graph's. */
public enum ElementType {
  /** Floating point: float or double, as the runtime was made. */
  REAL,
  /** 64-bit integers. */
  INTEGER,
  /** Truth values. */
  BOOLEAN;

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}

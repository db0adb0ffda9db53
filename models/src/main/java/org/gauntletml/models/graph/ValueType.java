package org.gauntletml.models.graph;

/** Element type and shape of one value of a graph. */
public record ValueType(ElementType element, Shape shape) {

  /** A floating-point value of this shape. */
  public static ValueType real(Shape shape) {
    return new ValueType(ElementType.REAL, shape);
  }

  @Override
  public String toString() {
    return element + shape.toString();
  }
}

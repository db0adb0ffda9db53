package org.gauntletml.models.samediff;

/** How a kind of SameDiff operation is written with ONNX operators. */
@FunctionalInterface
interface Spelling {
  /** Writes one down; false if these arguments have no spelling. */
  boolean write(Listing list, Operation op);
}

package org.gauntletml.models.graph.nd4j;

import org.gauntletml.models.graph.Op;

/**
 * How one operation is computed. Called once per execution with arrays that never move; what it
 * answers is called in every run.
 */
@FunctionalInterface
interface Kernel<O extends Op> {
  Runnable bind(O op, Site site);
}

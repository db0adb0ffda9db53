/** Runs graphs on ND4J's native operations, in single or double precision. */
@NullMarked
package org.gauntletml.models.graph.nd4j;

import org.jspecify.annotations.NullMarked;

/**
 * From operators that name their inputs, as model files list them, to a graph: puts them in order,
 * computes what depends on shapes only, refuses what does not fit together, and spells each ONNX
 * operator with the graph's primitives.
 */
@NullMarked
package org.gauntletml.models.graph.assembly;

import org.jspecify.annotations.NullMarked;

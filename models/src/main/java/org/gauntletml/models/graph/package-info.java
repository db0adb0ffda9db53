/**
 * The gradient engine's graph: operations in the ONNX vocabulary, differentiation as a graph
 * transformation, and the interface of the runtimes that execute graphs.
 */
@NullMarked
package org.gauntletml.models.graph;

import org.jspecify.annotations.NullMarked;

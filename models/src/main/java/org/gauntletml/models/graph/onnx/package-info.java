/** ONNX Runtime as a runtime for graphs, and graphs as ONNX files. */
@NullMarked
package org.gauntletml.models.graph.onnx;

import org.jspecify.annotations.NullMarked;

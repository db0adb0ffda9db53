/**
 * Models in ONNX files: read with our own importer into the gradient engine's graph, checked
 * against ONNX Runtime running the file itself, and served by ONNX Runtime alone where the graph
 * has no word for an operation.
 */
@NullMarked
package org.gauntletml.models.onnx;

import org.jspecify.annotations.NullMarked;

package org.gauntletml.models.graph.assembly;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.gauntletml.models.graph.Node;

/**
 * How an ONNX operator is spelt with primitives.
 *
 * @param attributes that it may have
 * @param build makes its outputs
 */
record Operator(Set<String> attributes, Function<Call, List<Node>> build) {}

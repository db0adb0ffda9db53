@NullMarked
package org.gauntletml.models.onnx;

import org.jspecify.annotations.NullMarked;

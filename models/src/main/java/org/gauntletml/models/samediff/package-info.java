/**
 * SameDiff graphs in flat-buffer files: spelt with ONNX operators for the gradient engine, checked
 * against SameDiff running the file, and served by SameDiff alone where an operation has no
 * spelling.
 */
@NullMarked
package org.gauntletml.models.samediff;

import org.jspecify.annotations.NullMarked;

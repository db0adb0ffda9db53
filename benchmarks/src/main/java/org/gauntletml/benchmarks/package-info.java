/** Placeholder while the module is being laid out. */
@NullMarked
package org.gauntletml.benchmarks;

import org.jspecify.annotations.NullMarked;

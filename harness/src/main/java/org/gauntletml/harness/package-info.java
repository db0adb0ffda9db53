/** Placeholder while the module is being laid out. */
@NullMarked
package org.gauntletml.harness;

import org.jspecify.annotations.NullMarked;

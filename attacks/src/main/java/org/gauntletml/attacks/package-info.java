/** Placeholder while the module is being laid out. */
@NullMarked
package org.gauntletml.attacks;

import org.jspecify.annotations.NullMarked;

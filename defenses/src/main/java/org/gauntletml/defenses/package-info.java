/** Placeholder while the module is being laid out. */
@NullMarked
package org.gauntletml.defenses;

import org.jspecify.annotations.NullMarked;

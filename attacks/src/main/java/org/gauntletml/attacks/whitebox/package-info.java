/** Attacks that use gradients, one file each. */
@NullMarked
package org.gauntletml.attacks.whitebox;

import org.jspecify.annotations.NullMarked;

/** Attacks that use scores and no gradients, one file each. */
@NullMarked
package org.gauntletml.attacks.scorebased;

import org.jspecify.annotations.NullMarked;

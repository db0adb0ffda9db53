/** Attacks that see nothing but labels, one file each. */
@NullMarked
package org.gauntletml.attacks.decisionbased;

import org.jspecify.annotations.NullMarked;

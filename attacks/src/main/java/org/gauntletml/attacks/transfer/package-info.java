/** Attacks crafted on other models than the one attacked. */
@NullMarked
package org.gauntletml.attacks.transfer;

import org.jspecify.annotations.NullMarked;

/** Attacks fitted on some examples and tried on others. */
@NullMarked
package org.gauntletml.attacks.universal;

import org.jspecify.annotations.NullMarked;

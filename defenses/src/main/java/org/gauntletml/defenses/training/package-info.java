/** Training of networks that withstand attacks, and of networks that bear noise. */
@NullMarked
package org.gauntletml.defenses.training;

import org.jspecify.annotations.NullMarked;

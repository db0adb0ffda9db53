/** Networks to train, from their published descriptions. */
@NullMarked
package org.gauntletml.models.architecture;

import org.jspecify.annotations.NullMarked;

/** Certified robustness by voting over Gaussian noise. */
@NullMarked
package org.gauntletml.defenses.smoothing;

import org.jspecify.annotations.NullMarked;

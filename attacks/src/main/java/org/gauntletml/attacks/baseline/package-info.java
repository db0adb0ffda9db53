/**
 * What every evaluation needs to be compared with: noise and corruptions that look at nothing but
 * labels. An attack that finds less than these has failed.
 */
@NullMarked
package org.gauntletml.attacks.baseline;

import org.jspecify.annotations.NullMarked;

/**
 * Ordinary supervised training of plain convolutional networks, about five times faster than the
 * framework's own.
 */
@NullMarked
package org.gauntletml.models.training;

import org.jspecify.annotations.NullMarked;

/** Ordinary supervised training; the robust kinds are defences. */
@NullMarked
package org.gauntletml.models.training;

import org.jspecify.annotations.NullMarked;

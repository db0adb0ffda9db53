/**
 * The nouns of an attack: {@link org.gauntletml.attacks.Attack} asks questions, a target answers
 * and the {@link org.gauntletml.attacks.Ledger} behind it keeps the score.
 */
@NullMarked
package org.gauntletml.attacks;

import org.jspecify.annotations.NullMarked;

/** The index of attacks: names people type, and what stands behind them. */
@NullMarked
package org.gauntletml.attacks.catalog;

import org.jspecify.annotations.NullMarked;

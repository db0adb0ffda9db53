@NullMarked
package org.gauntletml.attacks.stateful;

import org.jspecify.annotations.NullMarked;

@NullMarked
package org.gauntletml.attacks;

import org.jspecify.annotations.NullMarked;

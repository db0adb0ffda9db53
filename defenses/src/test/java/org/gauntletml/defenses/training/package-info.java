@NullMarked
package org.gauntletml.defenses.training;

import org.jspecify.annotations.NullMarked;

@NullMarked
package org.gauntletml.models.training;

import org.jspecify.annotations.NullMarked;

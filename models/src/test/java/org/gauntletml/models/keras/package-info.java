@NullMarked
package org.gauntletml.models.keras;

import org.jspecify.annotations.NullMarked;

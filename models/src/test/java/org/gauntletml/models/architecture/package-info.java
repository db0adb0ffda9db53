@NullMarked
package org.gauntletml.models.architecture;

import org.jspecify.annotations.NullMarked;

@NullMarked
package org.gauntletml.models.data;

import org.jspecify.annotations.NullMarked;

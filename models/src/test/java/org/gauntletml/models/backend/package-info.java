@NullMarked
package org.gauntletml.models.backend;

import org.jspecify.annotations.NullMarked;

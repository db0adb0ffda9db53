@NullMarked
package org.gauntletml.models.bundled;

import org.jspecify.annotations.NullMarked;

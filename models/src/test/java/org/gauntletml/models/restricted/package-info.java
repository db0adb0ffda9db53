@NullMarked
package org.gauntletml.models.restricted;

import org.jspecify.annotations.NullMarked;

/** Which runtime a translated model runs on. */
@NullMarked
package org.gauntletml.models.engine;

import org.jspecify.annotations.NullMarked;

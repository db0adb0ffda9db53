/** Images turned, moved and scaled. */
@NullMarked
package org.gauntletml.attacks.spatial;

import org.jspecify.annotations.NullMarked;

/** Real data and models that the tests of every module share. */
@NullMarked
package org.gauntletml.models.kit;

import org.jspecify.annotations.NullMarked;

/** What importers of model files share: what a caller says about a file that it does not tell. */
@NullMarked
package org.gauntletml.models.wrapping;

import org.jspecify.annotations.NullMarked;

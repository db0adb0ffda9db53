package org.gauntletml.models.data;

import java.io.IOException;
import java.nio.file.Path;

/** One way to keep labelled examples in a file or folder. */
interface DataFormat {
  /** Whether the content, or failing a tell-tale content the name, is of this format. */
  boolean recognises(Path path) throws IOException;

  /**
   * @throws org.gauntletml.models.BadInput if the content breaks the rules of the format
   */
  Examples read(Path path, DataOptions options) throws IOException;
}

// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a look at the device folder found.
 *
 * @param nodes character devices, by name
 * @param others what has the name of a node and is none, with what it is, for example {@code regular file}
 * @param idle why there are no nodes of a kind: one sentence for each kind that has none, or one for all
 */
record Scan(List<DeviceNode> nodes, Map<Path, String> others, List<String> idle) {

    Scan {
        nodes = List.copyOf(nodes);
        others = Map.copyOf(others);
        idle = List.copyOf(idle);
    }
}

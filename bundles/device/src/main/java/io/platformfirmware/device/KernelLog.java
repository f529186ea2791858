// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.device;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The log of the kernel that runs, {@code /dev/kmsg}, and the debug lines that its drivers have in reserve (Linux
 * Documentation/ABI/testing/dev-kmsg, Documentation/admin-guide/dynamic-debug-howto.rst).
 */
@ProviderType
public interface KernelLog extends Device {

    /** {@link #KIND} of such a node. */
    String KIND_KMSG = "kmsg";

    /**
     * Switches the debug lines of a driver on, those that are off and no others, and keeps a place in the log. The caller
     * closes the recording on every path.
     *
     * @param module the driver's, for example {@code pfr_update}
     * @return the recording, owned by the caller; it begins with what is written after this call began
     * @throws IOException when the log can not be read or the lines can not be switched on; the message names the file and says
     *     why. Nothing is changed then, unless the message says that what was changed could not be taken back.
     */
    Recording record(String module) throws IOException;

    /**
     * Whether {@link #record} would work, as far as that can be told without changing anything.
     *
     * @param module the driver's
     * @throws IOException as {@link #record} would throw
     */
    void check(String module) throws IOException;

    /** What the kernel logs from the start of a recording on. Used by one thread at a time. */
    @ProviderType
    interface Recording extends AutoCloseable {

        /**
         * The debug lines that the driver has, whether or not they come.
         *
         * @return their formats as the kernel lists them: with the conversions of printf, an escape for the line feed at the end
         */
        Set<String> formats();

        /**
         * What was logged since the start or the last call, by anybody, in its order. Does not wait. A call gives 4096 entries
         * at most, the newest; what is left out is a gap.
         *
         * @return empty when nothing was
         * @throws IOException when the log can not be read
         */
        List<KernelLogEntry> entries() throws IOException;

        /**
         * Whether all debug lines of the driver are on at this moment: anybody who may switch them can do so meanwhile, for example
         * another process that ends. That a line did not come tells something only where they are.
         *
         * @throws IOException when one is off, or when that can not be found out; the message names the file and says which
         */
        void checkLines() throws IOException;

        /**
         * Switches those lines off that {@link KernelLog#record} switched on, and gives the log back. Safe to call twice; only
         * the first call does something.
         *
         * @throws IOException when a line could not be switched off; everything else was done
         */
        @Override
        void close() throws IOException;
    }
}

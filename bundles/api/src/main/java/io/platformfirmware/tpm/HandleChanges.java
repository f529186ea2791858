// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import io.platformfirmware.FirmwareException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a command, once it was answered, has changed in what is loaded in a TPM: transient objects and sequences ({@code TPM_HT_TRANSIENT},
 * {@code 0x80xxxxxx}) and sessions ({@code 0x02xxxxxx}, {@code 0x03xxxxxx}; TPM 2.0 Library, Part 2, "TPM_HT"). Whoever keeps
 * account of handles needs no more than this: a session that was saved has left the TPM on purpose and counts as ended, and a handle
 * that begins may be one that was somebody else's before.
 *
 * @param begun the handle that is loaded now; empty for none
 * @param ended the handles that are loaded no more
 * @param all whether everything that was loaded is gone: the TPM was started anew
 */
public record HandleChanges(Optional<Integer> begun, List<Integer> ended, boolean all) {

    /** Nothing has changed. */
    public static final HandleChanges NONE = new HandleChanges(Optional.empty(), List.of(), false);

    private static final HandleChanges ALL = new HandleChanges(Optional.empty(), List.of(), true);

    private static final String OPERATION = "read handles";

    /** TPM 2.0 Library, Part 2, {@code TPM_ST_SESSIONS}. */
    private static final int SESSIONS = 0x8002;

    /** TPM 2.0 Library, Part 2, {@code TPM_HT}: what kind of handle it is stands in its highest byte. */
    private static final int TYPE_SHIFT = 24;

    private static final int HMAC_SESSION = 0x02;
    private static final int POLICY_SESSION = 0x03;
    private static final int TRANSIENT = 0x80;

    /** TPM 2.0 Library, Part 2, {@code TPMA_SESSION}. */
    private static final int CONTINUE_SESSION = 1;

    /** Copies the list. */
    public HandleChanges {
        ended = List.copyOf(ended);
    }

    /**
     * What an answered command has changed.
     *
     * @param command as it was sent
     * @param response to this command
     * @return the changes; none for what can not be understood
     */
    public static HandleChanges of(TpmCommand command, TpmResponse response) {
        final Optional<TpmCommandCode> code = TpmCommandCode.of(command.code());
        if (code.isEmpty()) {
            return NONE;
        }
        if (!response.success()) {
            // before TPM2_Startup nothing is loaded; after it, only TPM2_Startup is answered so
            return response.code().equals(TpmResponseCode.INITIALIZE) && code.get() != TpmCommandCode.STARTUP
                    ? ALL
                    : NONE;
        }
        if (code.get() == TpmCommandCode.STARTUP) {
            return ALL;
        }
        try {
            return of(code.get(), command.bytes(), response);
        } catch (final FirmwareException e) {
            // neither side of a link is trusted to be right: what makes no sense has changed nothing that could be
            // named
            return NONE;
        }
    }

    private static HandleChanges of(TpmCommandCode code, byte[] command, TpmResponse response)
            throws FirmwareException {
        final TpmFields in = TpmFields.of(OPERATION, command);
        final List<Integer> handles = new ArrayList<>();
        for (int i = 0; i < code.handleCount(); i++) {
            handles.add((int) in.u32("handle"));
        }
        final TpmFields out = TpmFields.of(OPERATION, response.bytes());
        Optional<Integer> begun = Optional.empty();
        if (code.returnsHandle()) {
            begun = Optional.of((int) out.u32("handle")).filter(HandleChanges::isLoaded);
        }
        final List<Integer> ended = new ArrayList<>();
        switch (code) {
            case FLUSH_CONTEXT -> ended.add((int) in.u32("flushed handle"));
            case SEQUENCE_COMPLETE, VERIFY_SEQUENCE_COMPLETE, SIGN_SEQUENCE_COMPLETE -> ended.add(handles.get(0));
            case EVENT_SEQUENCE_COMPLETE -> ended.add(handles.get(1));
            case CONTEXT_SAVE ->
                handles.stream().filter(HandleChanges::isSession).forEach(ended::add);
            default -> {
                // the sessions of the command are all that it may have ended
            }
        }
        if (TpmFields.tag(command) == SESSIONS) {
            ended.addAll(endedSessions(in, out));
        }
        return new HandleChanges(
                begun, ended.stream().filter(HandleChanges::isLoaded).toList(), false);
    }

    /** Sessions stand in the same order on both sides (TPM 2.0 Library, Part 1, "Authorization area"). */
    private static List<Integer> endedSessions(TpmFields in, TpmFields out) throws FirmwareException {
        final TpmFields sent = in.part(in.u32("size of the authorizations"), "authorizations");
        out.bytes(out.u32("size of the parameters"), "parameters");
        final List<Integer> ended = new ArrayList<>();
        while (sent.hasMore()) {
            final int session = (int) sent.u32("session");
            sent.sized("nonce");
            sent.u8("attributes");
            sent.sized("authorization");
            out.sized("nonce");
            final boolean goesOn = (out.u8("attributes") & CONTINUE_SESSION) != 0;
            out.sized("authorization");
            if (!goesOn && isSession(session)) {
                ended.add(session);
            }
        }
        return ended;
    }

    private static boolean isLoaded(int handle) {
        return handle >>> TYPE_SHIFT == TRANSIENT || isSession(handle);
    }

    private static boolean isSession(int handle) {
        final int type = handle >>> TYPE_SHIFT;
        return type == HMAC_SESSION || type == POLICY_SESSION;
    }
}

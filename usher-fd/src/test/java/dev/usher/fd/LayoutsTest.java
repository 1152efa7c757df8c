package dev.usher.fd;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.sequenceLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemoryLayout;
import org.junit.jupiter.api.Test;

/** The offsets by calculation from the members' types under LP64, which x86_64 and aarch64 share. */
final class LayoutsTest {
    private static void offset(MemoryLayout struct, String member, int expected) {
        assertThat(struct.byteOffset(groupElement(member))).as(member).isEqualTo(expected);
    }

    @Test
    void msghdr() {
        MemoryLayout m = structLayout(
                ADDRESS.withName("name"),
                JAVA_INT.withName("namelen"),
                paddingLayout(4),
                ADDRESS.withName("iov"),
                JAVA_LONG.withName("iovlen"),
                ADDRESS.withName("control"),
                JAVA_LONG.withName("controllen"),
                JAVA_INT.withName("flags"),
                paddingLayout(4));
        offset(m, "name", Layouts.MSGHDR_NAME);
        offset(m, "namelen", Layouts.MSGHDR_NAMELEN);
        offset(m, "iov", Layouts.MSGHDR_IOV);
        offset(m, "iovlen", Layouts.MSGHDR_IOVLEN);
        offset(m, "control", Layouts.MSGHDR_CONTROL);
        offset(m, "controllen", Layouts.MSGHDR_CONTROLLEN);
        offset(m, "flags", Layouts.MSGHDR_FLAGS);
        assertThat(m.byteSize()).isEqualTo(Layouts.MSGHDR_SIZE);
    }

    @Test
    void cmsghdrAndIovec() {
        MemoryLayout c = structLayout(
                JAVA_LONG.withName("len"),
                JAVA_INT.withName("level"),
                JAVA_INT.withName("type"),
                JAVA_INT.withName("d"));
        offset(c, "len", Layouts.CMSG_LENGTH);
        offset(c, "level", Layouts.CMSG_LEVEL);
        offset(c, "type", Layouts.CMSG_TYPE);
        offset(c, "d", Layouts.CMSG_DATA);
        MemoryLayout iovec = structLayout(ADDRESS.withName("base"), JAVA_LONG.withName("len"));
        offset(iovec, "base", Layouts.IOVEC_BASE);
        offset(iovec, "len", Layouts.IOVEC_LENGTH);
        assertThat(iovec.byteSize()).isEqualTo(Layouts.IOVEC_SIZE);
        assertThat(Layouts.cmsgLength(4)).isEqualTo(20);
        assertThat(Layouts.cmsgSpace(4)).isEqualTo(24);
        assertThat(Layouts.cmsgSpace(8)).isEqualTo(24);
        assertThat(Layouts.cmsgSpace(12)).isEqualTo(32);
    }

    @Test
    void addressesCredentialsAndLimits() {
        MemoryLayout un = structLayout(
                JAVA_SHORT.withName("family"), sequenceLayout(108, JAVA_BYTE).withName("path"));
        offset(un, "path", Layouts.SUN_PATH);
        assertThat(un.byteSize()).isEqualTo(Layouts.SUN_SIZE);
        MemoryLayout in6 = structLayout(
                JAVA_SHORT.withName("family"),
                JAVA_SHORT.withName("port"),
                JAVA_INT.withName("flow"),
                sequenceLayout(16, JAVA_BYTE).withName("address"),
                JAVA_INT.withName("scope"));
        offset(in6, "port", Layouts.SIN_PORT);
        offset(in6, "flow", Layouts.SIN_ADDRESS); // where sockaddr_in has its address
        offset(in6, "address", Layouts.SIN6_ADDRESS);
        offset(in6, "scope", Layouts.SIN6_SCOPE);
        assertThat(structLayout(JAVA_INT, JAVA_INT, JAVA_INT).byteSize()).isEqualTo(Layouts.UCRED_SIZE);
        assertThat(structLayout(JAVA_LONG, JAVA_LONG).byteSize()).isEqualTo(Layouts.RLIMIT_SIZE);
    }

    @Test
    void statx() {
        MemoryLayout time = structLayout(JAVA_LONG, JAVA_INT, JAVA_INT);
        MemoryLayout x = structLayout(
                JAVA_INT.withName("mask"),
                JAVA_INT.withName("blksize"),
                JAVA_LONG.withName("attributes"),
                JAVA_INT.withName("nlink"),
                JAVA_INT.withName("uid"),
                JAVA_INT.withName("gid"),
                JAVA_SHORT.withName("mode"),
                JAVA_SHORT.withName("spare"),
                JAVA_LONG.withName("ino"),
                JAVA_LONG.withName("size"),
                JAVA_LONG.withName("blocks"),
                JAVA_LONG.withName("attributesMask"),
                sequenceLayout(4, time).withName("times"),
                JAVA_INT.withName("rdevMajor"),
                JAVA_INT.withName("rdevMinor"),
                JAVA_INT.withName("devMajor"),
                JAVA_INT.withName("devMinor"),
                sequenceLayout(14, JAVA_LONG).withName("later"));
        offset(x, "uid", Layouts.STATX_UID);
        offset(x, "gid", Layouts.STATX_GID);
        offset(x, "mode", Layouts.STATX_MODE);
        offset(x, "ino", Layouts.STATX_INODE);
        offset(x, "devMajor", Layouts.STATX_DEV_MAJOR);
        offset(x, "devMinor", Layouts.STATX_DEV_MINOR);
        assertThat(x.byteSize()).isEqualTo(Layouts.STATX_SIZE);
    }

    @Test
    void siginfoAsWaitidFillsIt() {
        MemoryLayout info = structLayout(
                JAVA_INT.withName("signal"),
                JAVA_INT.withName("errno"),
                JAVA_INT.withName("code"),
                paddingLayout(4),
                JAVA_INT.withName("pid"),
                JAVA_INT.withName("uid"),
                JAVA_INT.withName("status"));
        offset(info, "signal", Layouts.SIGINFO_SIGNAL);
        offset(info, "code", Layouts.SIGINFO_CODE);
        offset(info, "pid", Layouts.SIGINFO_PID);
        offset(info, "status", Layouts.SIGINFO_STATUS);
        assertThat(Scratch.OPTION_SIZE).isGreaterThanOrEqualTo(Layouts.SIGINFO_SIZE);
    }

    @Test
    void tcpInfo() {
        MemoryLayout info = structLayout(
                sequenceLayout(8, JAVA_BYTE).withName("bytes"),
                sequenceLayout(24, JAVA_INT).withName("fromRtoToTotalRetrans"),
                sequenceLayout(4, JAVA_LONG).withName("fromPacingRateToBytesReceived"),
                sequenceLayout(2, JAVA_INT).withName("segments"),
                JAVA_INT.withName("notsent"),
                sequenceLayout(3, JAVA_INT).withName("fromMinRttToDataSegsOut"),
                sequenceLayout(4, JAVA_LONG).withName("fromDeliveryRateToSndbufLimited"),
                sequenceLayout(2, JAVA_INT).withName("delivered"),
                JAVA_LONG.withName("sent"),
                JAVA_LONG.withName("retrans"));
        offset(info, "notsent", Layouts.TCP_INFO_NOTSENT_BYTES);
        offset(info, "sent", Layouts.TCP_INFO_BYTES_SENT);
        offset(info, "retrans", Layouts.TCP_INFO_BYTES_RETRANS);
        assertThat(info.byteSize()).isEqualTo(Layouts.TCP_INFO_SIZE);
        assertThat(Scratch.OPTION_SIZE).isGreaterThanOrEqualTo(Layouts.TCP_INFO_SIZE);
    }

    @Test
    void openFlagsDifferByArchitecture() {
        assertThat(Layouts.O_DIRECTORY).isEqualTo(Layouts.AARCH64 ? 0x4000 : 0x10000);
        assertThat(Layouts.O_NOFOLLOW).isEqualTo(Layouts.AARCH64 ? 0x8000 : 0x20000);
    }

    @Test
    void everyErrnoHasItsOwnNumberAndText() {
        assertThat(Errno.of(11)).isEqualTo(Errno.EAGAIN);
        assertThat(Errno.of(109)).isEqualTo(Errno.ETOOMANYREFS);
        assertThat(Errno.of(4095)).isEqualTo(Errno.UNKNOWN);
        assertThat(Errno.values()).extracting(Errno::number).doesNotHaveDuplicates();
        assertThat(ErrnoException.of("connect", 4095, "/x")).hasMessage("connect(/x): errno 4095 (Unknown error)");
        assertThat(ErrnoException.of("connect", 4095, "/x").number()).isEqualTo(4095);
    }
}
